/* The documents and frames of the wire, as the page reads them. Absent means none; distances are feet, times ms since the epoch. */

export type Role = "dm" | "player" | "spectator";
export type Side = "party" | "foe" | "other";

export interface Config {
  interactionId: string;
  socketPath: string;
  role: Role;
  userId: string;
  userName: string;
  campaignUrl: string;
  /** Whose page a DM looks at; without it the page is one's own. */
  viewAs?: string;
  mapPicture?: string;
  origins?: Origin[];
}

/** Where rows come from, and what their licence asks us to say. */
export interface Origin {
  source?: string;
  licence?: string;
  attribution?: string;
}

export interface Cell {
  x: number;
  y: number;
}

export interface Attack {
  name: string;
  kind: "melee" | "ranged" | "melee_or_ranged";
  toHit: number;
  reach?: number;
  range?: number;
  longRange?: number;
  damage: string;
}

export interface Item {
  itemId: string;
  name: string;
  kind: string;
  quantity: number;
  equipped?: boolean;
  slot?: string;
  usable?: boolean;
  attack?: Attack;
}

export interface Participant {
  name: string;
  entityType: "playerCharacter" | "npc" | "monster";
  side: Side;
  userId?: string;
  currentHP?: number;
  maxHP?: number;
  tempHP?: number;
  hpWord?: string;
  hpDisplay?: "exact" | "word" | "hidden";
  position: Cell;
  size: string;
  cells: number;
  conditions: string[];
  turnStatus: "waiting" | "active" | "completed" | "skipped";
  defeated?: boolean;
  dodging?: boolean;
  hidden?: boolean;
  /** How much more time than others; absent: as much. */
  timeFactor?: number;
  armorClass?: number;
  speed?: number;
  xp?: number;
  note?: string;
  attacks?: Record<string, Attack>;
  inventory?: Record<string, Item>;
}

export type Spends = "action" | "bonusAction" | "movement" | "objectInteraction" | "none";
export type Budget = Record<Exclude<Spends, "none">, number>;

export interface Available {
  verb: string;
  label: string;
  spends: Spends;
  actionId?: string;
  itemId?: string;
  reason?: string;
}

export interface Effect {
  kind: string;
  target?: string;
  attack?: string;
  faces?: number[];
  total?: number;
  armorClass?: number;
  hit?: boolean;
  critical?: boolean;
  damage?: [number, string][];
  amount?: number;
  path?: Cell[];
  feet?: number;
}

export interface Waiting {
  entityId: string;
  verb: string;
  actionType: string;
  status: string;
  outcome?: string;
  description?: string;
  targets?: string[];
  submittedAt: number;
  effects?: Effect[];
  reason?: string;
  notes?: string;
  by?: string;
}

export interface Reward {
  entityId: string;
  xp?: number;
  item?: { name: string; kind: string };
  note?: string;
}

export interface GameMap {
  name: string;
  width: number;
  height: number;
  cellFeet: number;
  terrain: string[];
}

export interface Turn {
  turnId: string;
  entityId?: string;
  byDm?: boolean;
  ending?: boolean;
  /** The missed turn that is taken. */
  catchUpFor?: string;
  budget?: Budget;
  /** The clock, in ms: what was left at `runningSince`; without that it stands still. */
  timeLimit?: number;
  remaining?: number;
  runningSince?: number;
  extensions?: number;
  asksForTime?: boolean;
}

export interface TableSettings {
  resolutionMode: string;
  diagonals: "five" | "alternating";
  autoBegin: boolean;
  chatEnabled: boolean;
  allowPrivateChat: boolean;
  missedTurns?: "auto" | "dm" | "off";
  /** Seconds; absent: no clock. */
  turnTimeLimit?: number;
  dmTurnTimeLimit?: number;
  timeWarning?: number;
  moreTime?: "auto" | "dm";
}

/** A turn that was passed over and can be taken later. */
export interface MissedTurn {
  entityId: string;
  roundNumber: number;
  status: "skipped" | "timeout";
  wanted?: boolean;
  granted?: boolean;
}

/** What somebody wants to do, as `takeTurn` and `queueTurn` send it. */
export interface ActionRequest {
  type: string;
  target?: string;
  targets?: string[];
  position?: Cell;
  path?: Cell[];
  itemId?: string;
  actionId?: string;
  description?: string;
  [field: string]: unknown;
}

/** A turn prepared, and what is left of the one under way. */
export interface QueuedTurn {
  actions?: ActionRequest[];
  now?: { actions: ActionRequest[]; stopped?: { code: string; message: string } };
}

/** `own` laid over the document of one's role. Only a snapshot fills it: until then it is empty. */
export interface View {
  interactionId: string;
  campaignId: string;
  name: string;
  description?: string;
  kind: string;
  status: string;
  liveStatus: "idle" | "live" | "paused" | "completed";
  pauseReason?: string;
  outcome?: "completed" | "cancelled";
  roundNumber: number;
  turnNumber: number;
  currentInitiativeIndex?: number;
  initiativeOrder: { entityId: string; entityType: string; initiativeRoll: number }[];
  currentTurn?: Turn;
  participants: Record<string, Participant>;
  map: GameMap;
  reviewQueue: Record<string, Waiting>;
  settings: TableSettings;
  missedTurns?: Record<string, MissedTurn>;
  initiativeRequests?: Record<string, boolean>;
  queuedTurn?: Record<string, QueuedTurn>;
  rewards: Record<string, Reward>;
  /** What the open rolls can be checked with; the seed itself only at the end. */
  dice?: { seedHash?: string; nonces?: Record<string, string>; seed?: string };
  presence?: Record<string, { name: string; role: Role; connected?: boolean }>;
  availableActions?: Record<string, Record<string, Available>>;
  notes?: Record<string, string>;
  prizes?: { items: Record<string, { name: string; kind: string }>; xp: Record<string, number> };
}

export interface ChatMessage {
  id: string;
  userId: string;
  name: string;
  entityId?: string;
  content: string;
  type: string;
  recipients?: string[];
  timestamp?: number;
}

/** A logEvent or turnUpdate with the time it was told. Its further fields depend on `event`. */
export interface LogEntry {
  type: "logEvent" | "turnUpdate";
  event: string;
  at: number;
  entityId?: string;
  [field: string]: any;
}

export interface You {
  userId: string;
  name: string;
  role: Role;
  entityIds: string[];
}

export type Connection =
  | { state: "connecting" }
  | { state: "open" }
  | { state: "reconnecting" }
  | { state: "closed"; reason: "signed-out" | "forbidden" | "missing" | "replaced" };

/** What a refused command says: a code of the protocol and a sentence for a person. */
export interface Refusal {
  code: string;
  message: string;
}

/** Asks the room for something; resolves when it is on disk, rejects with a Refusal. */
export type Send = (type: string, fields?: object) => Promise<unknown>;
