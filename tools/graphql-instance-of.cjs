/** What `graphql/jsutils/instanceOf.js` is in production mode, and so in the product. */
exports.instanceOf = (value, constructor) => value instanceof constructor;
