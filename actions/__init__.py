"""What Rasa's action server answers: the topic's text, the menu, the choices."""
