package ui

import (
	"io"

	"ringback/ui/desk"
)

// Desk is what the window needs of the operator's desk. Every method returns at once and may be called from Fyne's
// goroutine; what it asked for shows in a later view.
type Desk interface {
	View() desk.View // the newest; cheap; from any goroutine

	SetCaller(desk.Caller)
	AcknowledgeCall(bool)
	SetUUID(string)
	SetHintToken(string)
	SetText(string)
	NewCode()
	SetIP(string)
	SetAction(string)
	SetReferenceID(string)
	SetAppOS(string)
	SetReturnURL(string)
	SetEncoding(string)

	Start()
	Cancel()
	Done()

	SelectEnvironment(id string)
	AskSetup() // opens View.Setup for the environment in use, to replace its secret
	SubmitSetup(desk.SetupInput)
	InspectKey(typed string)                 // the private key in its dialog
	ReadKey(from io.ReadCloser, name string) // … from a file; closes what it was given
	DismissSetup()
	ForgetSecret()

	SelectPlatform(string)
	SelectStyle(string)

	SetLanguage(string)
	SetTheme(string)
	SetHideNetwork(bool)

	Approve() // the demo's phone
	Refuse()
	SetScenario(string)

	DismissNotice(id int)
	Touch() // somebody is there

	StartAnyway() // in spite of a refusal a moment ago
	DismissGuard()
	Resume(id string) // an unfinished verification
	CancelUnfinished(id string)
	EndUnfinished(id string) // files it as unknown

	CheckAgain()       // looks whether the answer was used before, where nobody could
	MoveJournalAside() // one that can't be read
	KeepInMemory()     // goes on without it
	Leave()            // the window is about to close

	OpenJournal() // opens View.Journal
	CloseJournal()
	FilterJournal(desk.JournalFilter)
	MoreJournal()
	VerifyJournal(noted string)
	ExportJournal(format string, to io.WriteCloser) // closes what it was given
	AskErase(desk.JournalErase)
	KeepJournal()
	EraseJournal()

	Reveal(seq, value int) // one masked value of an exchange
	Conceal()
	OpenDecoder() // opens View.Decoded
	CloseDecoder()
	Decode(text string)
	DecodeExample()
	CheckDecoded() // its signature, with keys of the issuer in use
	OpenEditor()   // opens View.Editor
	CloseEditor()
	NewEnvironment()
	EditEnvironment(id string)
	DuplicateEnvironment(id string)
	SetEnvironmentField(key, typed string)
	SaveEnvironment()
	LeaveEnvironment(giveUp bool)
	StayAtEnvironment()
	LookUpProvider()
	TryConnection()
	StopTrying()
	AskDelete(id string)
	KeepEnvironment()
	DeleteEnvironment(forgetSecret bool)
	ReadImport(from io.ReadCloser, name string) // closes what it was given
	PickImport(id string, take bool)
	TakeImport()
	DropImport()
	ExportEnvironments(ids []string, to io.WriteCloser) // closes what it was given

	SetIdleMinutes(int)
	SetTemplate(string)
}
