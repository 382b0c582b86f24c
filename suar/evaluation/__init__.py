"""How well are people understood? Questions are asked, marked, and the marks reported."""
