// Package kit is the tool box of the window: its look and its widgets, which know nothing of what
// they show.
//
// What must never enter: the desk, the protocol, the storage, flags, environment variables, network
// and disk, and Fyne's app package. No word is decided here: every text comes from the caller, in
// the language in use, by a setter.
//
// Everything here belongs to the UI goroutine. Nothing here starts a goroutine or an animation.
//
// # Look
//
// [NewTheme] makes the look in a [Mode]; [Theme.Presenting] makes it larger for a big screen.
// Colours and sizes of type have names (ColorInk, SizeText, …); [ToneColor] names the colours of a
// tone. A new theme is set with Settings().SetTheme, and every widget draws itself again in it.
//
// # Keys
//
// [Keys] is the one table of keys. Bind the keys, [Keys.Attach] it to the canvas, and hand it to
// every widget that can have the focus. [ShowMenu] and [Dialog] switch it off while they are open.
// Esc, F11 and Ctrl+Enter act once for each press, however long they are held. [Keys.SetHooks] has
// the window told of keys, of a new focus, of what closed and of what was copied.
//
// # Widgets
//
// To read: [Text] (with [NewHeading], [NewCaption], [NewSoft]), [Symbol], [Badge], [Tile], [Card]
// (with [NewPhoneCard], [NewFieldCard], [NewSurface], [NewNotice]), [Line], [Bar], [Figures],
// [SayBox], [Table], [QR].
//
// To use, all with the ring of the focus: [Button], [Entry], [Select], [Segmented], [Tabs], [Fold],
// [Check], [Rows], [Sequence]. [Field] puts a caption, a counter and the reason of a problem around
// an Entry or a Select.
//
// Callbacks tell what the user did. A setter never calls one, so a view can be drawn into the
// widgets without an echo. A setter that changes nothing draws nothing.
//
// # Places
//
// [NewColumn], [NewRow], [NewStretchRow], [NewTopRow], [NewLeadingRow], [NewInset] and [NewLeast]
// lay out in dp of the pictures, which the look may enlarge. A column and a stretch row give an
// object its width before they ask for its height, so that wrapped texts get their lines; put
// wrapped texts there and not into Fyne's boxes. After a text has changed its number of lines the
// driver lays out the window at the next frame; the test driver doesn't, so a test resizes the
// window's content before it looks.
package kit
