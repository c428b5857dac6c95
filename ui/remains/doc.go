// Package remains finds out, for tests, what of a text is still in memory.
package remains
