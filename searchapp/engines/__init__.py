"""The only floor that touches an index. `base.py` is the contract; `register.py` picks the engine."""
