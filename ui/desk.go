package ui

import "ringback/ui/desk"

// Desk is what the window needs of the operator's desk. Every method returns at once and may be
// called from Fyne's goroutine; its effect shows in a later view.
type Desk interface {
	View() desk.View // the newest; cheap; safe in any goroutine

	starter
	formDesk
	phoneDesk
	appswitcher
	barDesk
	settingsDesk
	setupDesk
	guardDesk
	numberDesk
	resumer
	outcomeDesk
	receiptDesk
	journalMover
	journalDesk
	revealer
	decoderDesk
	diagnosisDesk
	editorDesk
	dismisser
	offerTaker
	toucher
	attended
	leaver
}
