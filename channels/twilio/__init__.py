"""Twilio: SMS, WhatsApp, Messenger and RCS."""
