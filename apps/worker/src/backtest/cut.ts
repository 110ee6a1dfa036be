/** As far as alerts are kept with what they are about, and with the name of a sensor, UTF-16 units. */
const MAX_LABEL = 300;
const MAX_SENSOR = 100;

/** Text of at most so many UTF-16 units; what was longer ends with `…`, as it does where alerts are written. */
export const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** An entity or an end, as its alert keeps it. */
export const cutLabel = (text: string): string => cut(text, MAX_LABEL);
/** The name of a sensor, as its alerts keep it. */
export const cutSensor = (name: string): string => cut(name, MAX_SENSOR);
