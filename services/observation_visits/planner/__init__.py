"""The planner's process control: a worker that takes planning jobs, and the solver in a process of its own."""
