"""The search engines that are compared: one module each, behind `base.Peer`; `register` lists them."""
