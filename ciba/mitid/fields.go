package mitid

// The fields that a [ciba.FieldError] can name.
const (
	FieldPerson           = "person"
	FieldText             = "text"
	FieldIP               = "ip"
	FieldAction           = "action"
	FieldCase             = "case"
	FieldAppOS            = "app_os"
	FieldReturnURL        = "return_url"
	FieldNonce            = "nonce"
	FieldHintEncoding     = "hint_encoding"
	FieldRequiredLoA      = "required_loa"
	FieldAppswitchStyle   = "appswitch"
	FieldPlatform         = "platform"
	FieldAppswitchIOS     = "appswitch_ios"
	FieldAppswitchAndroid = "appswitch_android"
)
