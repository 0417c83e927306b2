"""Real RabbitMQ and PostgreSQL for the tests, found, started or installed; and private ones, to be killed.

A test asks for a fixture of `fixtures` and gets a virtual host and databases of its own. What is found is looked for
in this order: `AMQP_URI` and `DATABASE_URL`; what listens on 127.0.0.1:5672 and :5432; an instance of our own from
the programs on this machine; docker compose; Debian's packages.
"""
