package native

// LinkState is who opens links that begin with ringback:, for this user.
type LinkState string

// The states.
const (
	LinksHere      LinkState = "here"      // this program
	LinksPackage   LinkState = "package"   // what a package installed for everybody
	LinksElsewhere LinkState = "elsewhere" // another program, or another copy of this one
	LinksNobody    LinkState = "nobody"
)
