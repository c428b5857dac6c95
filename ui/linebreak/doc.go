// Package linebreak breaks text without spaces that is too long for a line: an identifier, an
// address, a body of JSON. It counts letters and knows no unit, so the window, which measures in
// dp, and the desk, which counts letters, both use it.
package linebreak
