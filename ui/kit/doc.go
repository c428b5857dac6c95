// Package kit has the theme and the widgets of the window. They know nothing of what they show.
//
// It must never use the desk, the protocol, the storage, flags, environment variables, the network,
// the disk or Fyne's app package. It has no texts of its own: the caller sets every text, in the
// current language.
//
// Everything here must be used on Fyne's goroutine. Nothing here starts a goroutine or an
// animation.
//
// # Look
//
// [NewTheme] returns the theme in a [Mode]; [Theme.Presenting] enlarges it for a big screen.
// Colours and text sizes have names (ColorInk, SizeText, …); [ToneColor] returns the colours of a
// tone. Set a theme with Settings().SetTheme; every widget then redraws itself.
//
// # Keys
//
// [Keys] is the key table of a window. Bind the keys, [Keys.Attach] it to the canvas, and pass it
// to every widget that can have the focus. [ShowMenu] and [Dialog] switch it off while they are
// open. Esc, F11 and Ctrl+Enter act once for each press, however long they are held.
// [Keys.SetHooks] notifies the window of keys, of a new focus, of closed dialogs and of copied
// text.
//
// # Widgets
//
// For reading: [Text] (with [NewHeading], [NewCaption], [NewSoft]), [Symbol], [Badge], [Tile],
// [Card] (with [NewPhoneCard], [NewFieldCard], [NewSurface], [NewNotice]), [Line], [Bar],
// [Figures], [SayBox], [Table], [QR].
//
// For input, all with a focus ring: [Button], [Entry], [Select], [Segmented], [Tabs], [Fold],
// [Check], [Rows], [Sequence]. [Field] adds a caption, a counter and a problem text to an Entry or
// a Select.
//
// Callbacks report what the user did. A setter never calls one, so drawing a view into the widgets
// causes no echo. A setter that changes nothing draws nothing.
//
// # Layout
//
// [NewColumn], [NewRow], [NewStretchRow], [NewTopRow], [NewLeadingRow], [NewLines], [NewInset] and
// [NewLeast] take sizes in dp, which the theme may enlarge. A column and a stretch row set an
// object's width before they ask for its height, so that wrapped texts know their lines; put
// wrapped texts there and not into Fyne's boxes. After a text has changed its number of lines the
// driver lays out the window at the next frame. The test driver doesn't, so a test must resize the
// window's content before it checks.
package kit
