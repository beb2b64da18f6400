"""What examples in the documentation have in common."""

CAMPAIGN = "k3q7v2mzp4t6x8ya"
BITE = {
    "name": "Bite",
    "kind": "melee",
    "toHit": 4,
    "reach": 5,
    "damage": [{"count": 1, "sides": 6, "bonus": 2, "type": "piercing"}],
    "note": "The target falls prone on a failed DC 11 Strength saving throw.",
}
TACTICS = {"kind": "trait", "name": "Pack tactics", "description": "Advantage while an ally is beside the target."}
