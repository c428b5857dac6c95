// Package assets holds everything the program shows that isn't computed, embedded in the binary:
// the translations and the one way to look them up, the icon, and the symbols and sounds of the
// window.
//
// The window and the console both take their words from here, so that they say the same. This
// package never imports Fyne: the console uses it, and runs without a screen. Nor does it decide
// which words to use: the desk gives keys and values, and this package writes them out.
package assets
