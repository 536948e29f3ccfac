// What is known not to be as JSON Schema's test suite has it, each with its reason.

/** Instances that a generated validator judges otherwise, by name. */
export const VERDICTS = {};

const WEAK = 'all declared members are optional, and of a value with members TypeScript asks that it has one of them (a weak type)';

/** Valid instances that the generated types refuse, by name. */
export const REFUSED = {
  'dependencies: dependent subschema incompatible with root › matches dependency': WEAK,
  'dependencies: dependent subschema incompatible with root › no dependency': WEAK,
  'not: forbidden property › property absent': WEAK,
  "properties: object properties validation › doesn't invalidate other properties": WEAK,
  'properties: properties whose names are Javascript object property names › none of the properties mentioned':
    'for TypeScript every object has the `constructor` and the `toString` of JavaScript',
};
