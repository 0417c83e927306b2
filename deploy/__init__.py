"""How the processes are started together: embedded for trying, composed for running."""
