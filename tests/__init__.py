"""The tests: by service, gateway, messaging, journeys, faults and documentation."""
