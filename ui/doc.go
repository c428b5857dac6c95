// Package ui is the shop window: a thin picture of the desk.
//
// It draws the desk's newest [desk.View] and passes on what the operator does. It decides nothing:
// whether Start may be pressed, what a state is called and which tone it has all come from the
// view. What it keeps for itself is only what the desk has no use for: which tab is open, where the
// focus is, what is folded away.
//
// The protocol, the disk, the network, flags and environment variables must never enter this
// package. What is saved from here (the QR code's picture, the receipt, the frames of the tour)
// goes to where the user said.
//
// Everything in here runs on Fyne's goroutine, except [Window.Changed] and the writing of what is
// saved.
package ui
