// Package console is the desk on standard output: `ringback verify`, for scripts and for machines
// without a screen. With JSON it writes one object per line, whose form is a contract held by
// golden files; without, sentences.
//
// What must never enter: Fyne, a flag, an environment variable, and any decision about a
// verification. The desk decides; the console tells.
package console
