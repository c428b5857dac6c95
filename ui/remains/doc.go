// Package remains finds out, for tests, which texts are still in memory. Only tests may import it.
//
// The table says where confidential data could end up, and which test looks for it there. The kinds
// are: secret (the client secret, a private key; of a shared journal the organisation's keys, and
// the password, key or token of its database's login), hint (a token that identifies the person to
// the provider), token (ID token, access token, assertion), auth_req_id, name (the name or date of
// birth of the person who approved, above all if another person was asked), person (the UUID of the
// person asked, or the value by which another provider knows them), cpr (the CPR number of the
// person asked; a link and an argument never have one). "meant" says why no test looks there: the
// data may be there, or can't be.
//
//	sink              | kind        | looked for by
//	values and errors | secret      | ciba.TestNothingLeaks, ciba.TestSecretPrintsDots, storage/journal/postgres/connect.TestTheDriversOwnErrorsStayInside, storage/secrets.TestDatabasePassword
//	values and errors | hint        | ciba.TestNothingLeaks
//	values and errors | token       | ciba.TestNothingLeaks
//	values and errors | auth_req_id | ciba.TestNothingLeaks
//	values and errors | name        | ciba.TestNothingLeaks
//	values and errors | person      | meant: a provider's error text may repeat the hint
//	values and errors | cpr         | ciba/mitid.TestACPRPrintsMasked, ciba.TestAMaskedNumberIsNowhere
//	log               | secret      | ciba.TestNothingLeaks, ui/desk.TestNothingSecretIsEverPublished
//	log               | hint        | ciba.TestNothingLeaks, ui/desk.TestTheTokenHintIsNowhere
//	log               | token       | ciba.TestNothingLeaks, ui.TestAPastedTokenLeaksNowhere, ui/desk.TestNothingSecretIsEverPublished
//	log               | auth_req_id | ciba.TestNothingLeaks, ui/desk.TestNothingSecretIsEverPublished
//	log               | name        | ui.TestRealVerification, ui/desk.TestTheLogSaysWhatHappened
//	log               | person      | ui.TestRealVerification, ui/desk.TestTheLogSaysWhatHappened
//	log               | cpr         | ciba.TestAMaskedNumberIsNowhere, ciba.TestMatchIsMasked, ui/desk.TestAStartByCPR
//	network and curl  | secret      | ciba.TestNothingLeaks, ui/desk.TestTheClientSecretIsNeverRevealed
//	network and curl  | hint        | ui/desk.TestTheTokenHintInTheNetwork
//	network and curl  | token       | ciba.TestNothingLeaks, ui/desk.TestNothingSecretIsEverPublished
//	network and curl  | auth_req_id | ciba.TestNothingLeaks, ui/desk.TestNothingSecretIsEverPublished
//	network and curl  | name        | ui/desk.TestTheOtherPersonIsNotShown
//	network and curl  | person      | meant: the request is shown as it was sent
//	network and curl  | cpr         | ciba.TestAMaskedNumberIsNowhere, ciba.TestMatchIsMasked, ui/desk.TestAStartByCPR
//	view              | secret      | ui/desk.TestNothingSecretIsEverPublished
//	view              | hint        | ui/desk.TestTheTokenHintIsNowhere
//	view              | token       | ui/desk.TestNothingSecretIsEverPublished
//	view              | auth_req_id | ui/desk.TestNothingSecretIsEverPublished
//	view              | name        | ui/desk.TestTheOtherPersonIsNotShown, ui/desk.TestANameOfAnUnknownPersonIsWithheld
//	view              | person      | meant: the outcome names the person asked
//	view              | cpr         | ui/desk.TestAStartByCPR, ui/desk.TestTheExactRequestMasksTheNumber, ui.TestNoNumberInTheWindow
//	window title      | secret      | ui.TestRealKeyring
//	window title      | hint        | meant: it holds nothing of a form, see ui.TestTheTitleHoldsNoName
//	window title      | token       | ui.TestAPastedTokenLeaksNowhere, ui.TestRealVerification
//	window title      | auth_req_id | meant: it holds nothing of a request, see ui.TestTheTitleHoldsNoName
//	window title      | name        | ui.TestTheTitleHoldsNoName
//	window title      | person      | ui.TestTheTitleHoldsNoName
//	window title      | cpr         | ui.TestNoNumberInTheWindow, ui.TestNoNumberOnABigScreen
//	notification      | secret      | ui.TestAnOutcomeBehindOtherWindowsIsTold
//	notification      | hint        | ui.TestAnOutcomeBehindOtherWindowsIsTold
//	notification      | token       | ui.TestAnOutcomeBehindOtherWindowsIsTold
//	notification      | auth_req_id | ui.TestAnOutcomeBehindOtherWindowsIsTold
//	notification      | name        | ui.TestAnOutcomeBehindOtherWindowsIsTold
//	notification      | person      | ui.TestAnOutcomeBehindOtherWindowsIsTold
//	notification      | cpr         | ui.TestAnOutcomeBehindOtherWindowsIsTold
//	presentation      | secret      | ui/desk.TestNothingSecretIsEverPublished
//	presentation      | hint        | ui/desk.TestTheTokenHintIsNowhere
//	presentation      | token       | ui/desk.TestNothingSecretIsEverPublished
//	presentation      | auth_req_id | ui/desk.TestNothingSecretIsEverPublished
//	presentation      | name        | ui.TestNothingPersonalIsPresented
//	presentation      | person      | ui.TestNothingPersonalIsPresented
//	presentation      | cpr         | ui.TestNoNumberOnABigScreen
//	console           | secret      | ui/console.TestKeyringSecretIsNeverWritten, ui/console.TestProvisionJournal
//	console           | hint        | meant: the console takes no hint token
//	console           | token       | ui.TestRealConsoleOutcomes
//	console           | auth_req_id | ui/desk.TestNothingSecretIsEverPublished
//	console           | name        | ui/console.TestKeyringSecretIsNeverWritten, ui.TestRealConsoleOutcomes
//	console           | person      | meant: it names the person asked
//	console           | cpr         | ui/console.TestTheConsoleMasksTheNumber, ui/console.TestTheJournalOfACPRNumber
//	hand-over         | secret      | ui/desk.TestTheOutcomeThatIsHandedBackHasNothingElse
//	hand-over         | hint        | meant: a case system may give it, to this user's window only
//	hand-over         | token       | ui/desk.TestTheOutcomeThatIsHandedBackHasNothingElse
//	hand-over         | auth_req_id | ui/desk.TestTheOutcomeThatIsHandedBackHasNothingElse
//	hand-over         | name        | ui/desk.TestTheOutcomeThatIsHandedBackHasNothingElse
//	hand-over         | person      | meant: the line names the person asked
//	hand-over         | cpr         | ui/desk.TestTheOutcomeThatIsHandedBackHasNothingElse, ui/desk.TestARequestByCPRIsMatchedByItsNumber
//	note and receipt  | secret      | ui/desk.TestNothingSecretIsEverPublished
//	note and receipt  | hint        | ui/desk.TestTheTokenHintIsNowhere
//	note and receipt  | token       | ui/desk.TestNothingSecretIsEverPublished
//	note and receipt  | auth_req_id | ui/desk.TestNothingSecretIsEverPublished
//	note and receipt  | name        | ui/desk.TestTheOtherPersonIsNotShown, ui/receipt.TestThePropertiesHoldNothingPersonal
//	note and receipt  | person      | ui/desk.TestTheNoteHoldsNoUUID, ui/receipt.TestPersonalFieldsCanBeLeftOut
//	note and receipt  | cpr         | ui/desk.TestAStartByCPR, ui/receipt.TestWhoWasAskedIsMasked
//	journal on disk   | secret      | ui.TestRealKeyring
//	journal on disk   | hint        | ui/desk.TestGenericResumesAfterACrash
//	journal on disk   | token       | storage/journal.TestNothingIsLeftBehind, ui/console.TestDoneAfterTheOutcomeIsWritten
//	journal on disk   | auth_req_id | storage/journal.TestNothingIsLeftBehind, ui/console.TestDoneAfterTheOutcomeIsWritten
//	journal on disk   | name        | ui.TestRealKeyring
//	journal on disk   | person      | storage/journal.TestNothingIsLeftBehind, storage/journal.TestPersonsAreHashed
//	journal on disk   | cpr         | ui/desk.TestTheNumberIsNotKept, storage/journal.TestPersonsAreHashed
//	shared journal    | secret      | main.TestNothingLegibleIsInASharedDatabase
//	shared journal    | hint        | meant: what is needed to resume stays beside the desk
//	shared journal    | token       | main.TestNothingLegibleIsInASharedDatabase
//	shared journal    | auth_req_id | meant: what is needed to resume stays beside the desk
//	shared journal    | name        | main.TestNothingLegibleIsInASharedDatabase
//	shared journal    | person      | main.TestNothingLegibleIsInASharedDatabase
//	shared journal    | cpr         | storage/journal/postgres.TestHashesUnderEveryKey
//	settings files    | secret      | storage/config.TestThePublishedSecretIsNeverWritten, ui.TestRealProductionSetup
//	settings files    | hint        | meant: they hold nothing of a request
//	settings files    | token       | ui.TestRealVerification
//	settings files    | auth_req_id | meant: they hold nothing of a request
//	settings files    | name        | ui.TestRealVerification
//	settings files    | person      | ui.TestRealVerification
//	settings files    | cpr         | meant: they hold nothing of a request
//	other hosts       | secret      | storage/secrets.TestASavedSecretGoesNowhereElse, storage/secrets.TestDatabasePassword, ui/desk.TestNothingGoesToAHostWithoutConsent
//	other hosts       | hint        | ui/desk.TestNothingGoesToAHostWithoutConsent
//	other hosts       | token       | ui/desk.TestNothingGoesToAHostWithoutConsent
//	other hosts       | auth_req_id | ui/desk.TestAChangedEnvironmentIsNotGoneOnWith, ui/desk.TestACancelGoesWhereTheRequestWasSent
//	other hosts       | name        | meant: it is never sent
//	other hosts       | person      | ui/desk.TestNothingGoesToAHostWithoutConsent
//	other hosts       | cpr         | ciba.TestMatchEndpoint, storage/secrets.TestASavedSecretGoesNowhereElse
//	memory after Done | secret      | meant: it stays with the connection in use
//	memory after Done | hint        | ui/desk.TestTheTokenHintInTheNetwork
//	memory after Done | token       | ui/desk.TestNothingIsRememberedAfterDone
//	memory after Done | auth_req_id | ui/desk.TestNothingIsRememberedAfterDone
//	memory after Done | name        | ui/desk.TestNothingIsRememberedAfterDone, ui.TestNothingIsRememberedByTheWindow
//	memory after Done | person      | ui/desk.TestNothingIsRememberedAfterDone, ui.TestNothingIsRememberedByTheWindow
//	memory after Done | cpr         | ui/desk.TestNothingIsRememberedAfterDone, ui/desk.TestAStartByCPR
//	crash report      | secret      | storage/logs.TestCrash, ui.TestEveryGoroutineIsGuarded
//	crash report      | hint        | storage/logs.TestCrash, ui.TestEveryGoroutineIsGuarded
//	crash report      | token       | storage/logs.TestCrash, ui.TestEveryGoroutineIsGuarded
//	crash report      | auth_req_id | storage/logs.TestCrash, ui.TestEveryGoroutineIsGuarded
//	crash report      | name        | storage/logs.TestCrash, ui.TestEveryGoroutineIsGuarded
//	crash report      | person      | storage/logs.TestCrash, ui.TestEveryGoroutineIsGuarded
//	crash report      | cpr         | storage/logs.TestCrash, ui.TestEveryGoroutineIsGuarded
//	core file         | secret      | storage/files.TestNoCoreFiles, ui/desk.TestLeavingDemoIsReported
//	core file         | hint        | storage/files.TestNoCoreFiles
//	core file         | token       | storage/files.TestNoCoreFiles, ui.TestRealMemoryAfterDone
//	core file         | auth_req_id | storage/files.TestNoCoreFiles, ui.TestRealMemoryAfterDone
//	core file         | name        | storage/files.TestNoCoreFiles, ui.TestRealMemoryAfterDone
//	core file         | person      | storage/files.TestNoCoreFiles, ui.TestRealMemoryAfterDone
//	core file         | cpr         | storage/files.TestNoCoreFiles
package remains
