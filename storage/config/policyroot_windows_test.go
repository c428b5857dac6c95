package config

// root begins a whole path.
const root = "C:/"
