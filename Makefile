# Two commands do all the set-up: `make run` and `make test`. `make help` lists the rest.
