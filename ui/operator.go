package ui

import "ringback/ui/desk"

// Desk is what the window needs of the operator's desk: what each of its parts needs. Every method
// returns at once and may be called from Fyne's goroutine; what it asked for shows in a later view.
type Desk interface {
	View() desk.View // the newest; cheap; from any goroutine

	starter
	formDesk
	phoneDesk
	appswitcher
	barDesk
	settingsDesk
	setupDesk
	guardDesk
	resumer
	rechecker
	journalMover
	journalDesk
	revealer
	decoderDesk
	editorDesk
	dismisser
	toucher
	leaver
}
