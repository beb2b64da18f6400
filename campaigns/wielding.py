"""What somebody hits with who has no line for it on the sheet: a weapon in her hand, or the hand itself."""

from campaigns.models import Item, PlayerCharacter, StatBlock
from engine.sheet import Attack, Damage, Roll


def weapon(id: str, item: Item, wielder: StatBlock | None) -> Attack:
    """SRD 5.2, Weapons: Strength in melee, Dexterity at range, the better of them with finesse."""
    modifier = _ability(item, wielder) if wielder else 0
    proficiency = wielder.proficiency_bonus if isinstance(wielder, PlayerCharacter) else 2
    roll = Roll(item.damage_count, item.damage_sides, modifier + item.damage_bonus)
    return Attack(
        id=id,
        name=item.name,
        to_hit=modifier + proficiency + item.attack_bonus,
        damage=(Damage(roll, item.damage_type),),
        kind="melee" if not item.range_normal else "melee_or_ranged" if item.reach else "ranged",
        reach=item.reach,
        range=item.range_normal,
        long_range=item.range_long,
    )


def unarmed(character: PlayerCharacter) -> Attack:
    """SRD 5.2, Unarmed Strike: 1 + the Strength modifier, bludgeoning."""
    strength = character.modifier("strength")
    return Attack(
        id="unarmed-strike",
        name="Unarmed Strike",
        to_hit=strength + character.proficiency_bonus,
        damage=(Damage(Roll(0, 0, max(0, 1 + strength)), "bludgeoning"),),
    )


def _ability(item: Item, wielder: StatBlock) -> int:
    strength, dexterity = wielder.modifier("strength"), wielder.modifier("dexterity")
    if "finesse" in item.properties:
        return max(strength, dexterity)
    return strength if item.reach else dexterity
