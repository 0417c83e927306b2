"""The read side: figures that equal an independent recount, whatever order the events come in."""
