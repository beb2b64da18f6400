/** Whom an action is aimed at, as it is asked for and as it reads. */

/** @param {string} target @param {string[]} others @returns {{target: string} | {targets: string[]}} */
export const aim = (target, others) => (others.length ? { targets: [target, ...others] } : { target });

/** @param {{target?: string, targets?: string[]}} action @returns {string[]} the ids of those it is aimed at */
export const aimedAt = (action) => action.targets ?? (action.target ? [action.target] : []);

/** "Grix, Snag and Brute". @param {string[]} names */
export const listed = (names) => [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");
