"""Understanding: what a message's text means. Pure modules, and thin Rasa components around them.

The pure modules (`text`, `zawgyi`, `words`, `numbers`, `identify`, `classify`, `thresholds`) know
nothing of Rasa. The components (`normalise`, `language`, `tokens`, `intent`, `bands`) put them
into the pipeline of `config.yml`, in that order.
"""
