/** Sixteen random bytes as 32 hexadecimal digits. `crypto.randomUUID` exists only on secure origins; this is everywhere. */
export const randomHex = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
