/** Libraries look at NODE_ENV when they are loaded: this comes before them. Development is asked for by name. */
process.env.NODE_ENV ??= 'production';
