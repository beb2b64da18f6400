"""The pages where a campaign is set up: server-rendered, asked for by `permissions`, whole without a script."""
