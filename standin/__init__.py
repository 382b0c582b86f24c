"""A local stand-in for Twilio's messaging, with telephones to type on at /simulator.

It speaks Twilio's REST API, posts Twilio's signed webhooks, and can be told to fail in the ways
Twilio and the network fail. It knows nothing of the service it is used with.
"""
