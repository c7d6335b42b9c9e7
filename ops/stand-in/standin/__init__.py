"""A thin layer around moto: who calls, what is refused, and what goes wrong on purpose."""
