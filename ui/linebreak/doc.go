// Package linebreak says where a text without blanks is broken when no line holds it whole: an
// identifier, an address, a body of JSON. The window measures in dp and the desk counts letters, so
// that both ask here.
package linebreak
