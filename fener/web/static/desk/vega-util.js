// The interpreter asks for vega-util; vega, loaded before it, has it inside.
export const { ascending, isString, DisallowedObjectProperties } = window.vega;
