// Package assets is the store room: everything the program shows that is not computed, embedded in
// the binary. It holds the translations and the one way to look them up, the icon, and the symbols
// of the window.
//
// The window and the console both take their words from here, so that they say the same thing.
// Fyne must never enter this package: the console reaches it, and the console runs without a
// screen. No word is decided here either: the desk speaks in keys and values, and this package
// writes them out.
package assets
