/** Stand-ins for the browser's socket and clock, and a small fight to show. */

export class FakeSocket {
  readyState = 0;
  sent = [];

  opens() {
    this.readyState = 1;
    this.onopen();
  }

  hears(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code) {
    this.drops(code);
  }

  drops(code) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose({ code });
  }

  get commands() {
    return this.sent.filter((frame) => !["joinRoom", "ping"].includes(frame.type));
  }

  get joins() {
    return this.sent.filter((frame) => frame.type === "joinRoom");
  }
}

/** A clock that goes only when told to. */
export class FakeTimers {
  now = 0;
  due = [];

  set = (act, ms) => {
    const timer = { act, at: this.now + ms };
    this.due.push(timer);
    return timer;
  };

  clear = (timer) => {
    this.due = this.due.filter((other) => other !== timer);
  };

  pass(ms) {
    const until = this.now + ms;
    for (;;) {
      const next = this.due.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.now = next.at;
      this.clear(next);
      next.act();
    }
    this.now = until;
  }
}

const one = (name, side, x, y, more = {}) => ({
  name,
  side,
  entityType: side === "party" ? "playerCharacter" : "monster",
  position: { x, y },
  size: "medium",
  cells: 1,
  conditions: [],
  turnStatus: "waiting",
  ...more,
});

/** What a player sees in the middle of a fight; it is Aldith's turn. */
export const fight = () => ({
  interactionId: "i1",
  campaignId: "c1",
  name: "Night at the mill",
  kind: "combat",
  status: "WAITING_FOR_PLAYER_TURN",
  liveStatus: "live",
  roundNumber: 2,
  turnNumber: 5,
  currentInitiativeIndex: 0,
  initiativeOrder: ["aldith", "goblin", "bryn", "ogre"].map((entityId) => ({ entityId, entityType: "monster", initiativeRoll: 12 })),
  currentTurn: { turnId: "t5", entityId: "aldith", budget: { action: 1, bonusAction: 1, movement: 30, objectInteraction: 1 } },
  participants: {
    aldith: one("Ser Aldith", "party", 1, 1, { userId: "u-aria", currentHP: 15, maxHP: 22, turnStatus: "active" }),
    bryn: one("Bryn Hollow", "party", 0, 3, { userId: "u-bram", currentHP: 18, maxHP: 18 }),
    goblin: one("Mill Goblin 2", "foe", 4, 1, { size: "small", hpWord: "hurt" }),
    ogre: one("Mud Ogre", "foe", 5, 4, { size: "large", cells: 2, hpWord: "unhurt" }),
  },
  map: {
    name: "The yard",
    width: 8,
    height: 6,
    cellFeet: 5,
    terrain: ["........", "...~....", "..##....", "..#.....", "........", "...^...."],
  },
  reviewQueue: {},
  settings: { resolutionMode: "hybrid", diagonals: "five", autoBegin: true, chatEnabled: true, allowPrivateChat: false },
  rewards: {},
  dice: {},
});

/** The snapshot frame Aria gets. */
export const snapshot = (more = {}) => ({
  type: "snapshot",
  room: "r1",
  at: { party: 7, own: 3 },
  serverTime: 1000,
  you: { userId: "u-aria", name: "aria", role: "player", entityIds: ["aldith"] },
  state: { party: fight(), own: { participants: { aldith: { armorClass: 18, speed: 30 } }, availableActions: {}, notes: {} } },
  recent: { chat: [], log: [], turns: [] },
  ...more,
});
