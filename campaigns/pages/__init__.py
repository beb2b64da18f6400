"""The pages of authored content, a module a kind of thing. Who may what is asked of `campaigns.permissions` by `doors`."""
