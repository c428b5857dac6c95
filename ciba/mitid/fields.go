package mitid

// The fields that a [ciba.FieldError] can be about.
const (
	FieldUUID             = "uuid"
	FieldReferenceText    = "reference_text"
	FieldIP               = "ip"
	FieldAction           = "action"
	FieldReferenceID      = "reference_id"
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
