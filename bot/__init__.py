"""The machine: settings, wiring, intake, worker, delivery, clock, command line."""
