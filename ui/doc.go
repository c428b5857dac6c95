// Package ui is the Fyne window: a thin view of the desk.
//
// It draws the desk's newest [desk.View] and passes on what the operator does. It decides nothing:
// whether Start may be pressed, what a state is called and which tone it has all come from the
// view. It keeps only what the desk has no use for: which tab is open, where the focus is, what is
// folded.
//
// This package must never use the protocol, the disk, the network, flags or environment variables.
// What it saves (the QR code's picture, the receipt, the frames of the tour) goes where the user
// said.
//
// Everything here runs on Fyne's goroutine, except [Window.Changed] and the writing of files.
package ui
