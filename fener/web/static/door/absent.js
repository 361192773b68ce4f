// What the door does not use: asking for one of these fails at once instead of loading hundreds of kilobytes on a slow line.
export const p256 = undefined;
export const MLKEM768P256 = undefined;
export const MLKEM768X25519 = undefined;
