"""What a turn costs: many rooms on one core, played from the other, beside a bare relay under the same server."""
