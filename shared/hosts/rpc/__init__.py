"""RPC over RabbitMQ, compatible with nameko's: the server of a service and the client of the gateway."""
