"""Pictures that go with an answer on channels that show them."""
