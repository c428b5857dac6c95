// Package console is the desk on standard output: `ringback verify`, for scripts and for machines
// without a screen. With -json it writes one object per line, in a form that golden files hold;
// otherwise it writes sentences.
//
// It never reaches Fyne, reads no flag and no environment variable, and decides nothing about a
// verification: the desk decides, and the console reports.
package console
