"""Find, start or install a real RabbitMQ and PostgreSQL for tests and bench; start private ones that may be killed.

What is found is looked for in this order: `AMQP_URI` and `DATABASE_URL`; what listens on 127.0.0.1:5672 and :5432; an
instance of our own from the programs on this machine; docker compose; Debian's packages.
"""
