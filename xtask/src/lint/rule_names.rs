//! The names of the rules, as reports show them.

macro_rules! rules {
    ($($group:ident { $($rule:ident $name:literal $says:literal)+ })+) => {
        /// What a document has to keep to. The names are kept: people search for them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Rule {
            $($(#[doc = $says] $rule,)+)+
        }

        impl Rule {
            $(pub const $group: &[Self] = &[$(Self::$rule),+];)+

            /// The name.
            pub fn name(self) -> &'static str {
                match self {
                    $($(Self::$rule => $name,)+)+
                }
            }

            /// What the rule demands.
            pub fn says(self) -> &'static str {
                match self {
                    $($(Self::$rule => $says,)+)+
                }
            }
        }
    };
}

rules! {
    GENERATOR {
        AllOf "all-of" "`allOf` holds one `$ref`, or in a component a `$ref` and an object with what is more."
        ArgumentOnce "argument-once" "What goes into a request becomes arguments and setters of different names."
        BodyOrAnswer "body-or-answer" "An object is a part of requests or of answers, not of both."
        Clearable "clearable" "A property that may be null, and needs a type of its own, has a title for that."
        ComponentDescription "component-description" "A component schema has a description."
        Default "default" "The default of a schema conforms to it."
        Endless "endless" "No variant requires its union again, and no list is of itself alone."
        ErrorIsJson "error-is-json" "The body of an error is JSON."
        Example "example" "An example conforms to its schema."
        ExtendsObject "extends-object" "What a component extends is an object with properties of its own."
        FiniteValue "finite-value" "Each component has a value that comes to an end, and that can be made."
        IdShape "id-shape" "A string that is called `...ID`, `...Key` or `...Cursor` is an ID, and no other string is shaped like one."
        KnownStatus "known-status" "A response stands under a status of success or failure."
        Markdown "markdown" "A description is Markdown without loose ends."
        NamedBody "named-body" "The schema of a body is a component."
        NamedIntegers "named-integers" "Each number of an enum has a title."
        NamedOpenValue "named-open-value" "What may be any value is a component."
        NamedSchema "named-schema" "An enum, union, object, secret and the like is a component."
        NullableUse "nullable-use" "`nullable` stands beside a `type`, in a property or a parameter."
        OneBody "one-body" "A request or response has one kind of body."
        OneOutcome "one-outcome" "All successes of an operation have the same body."
        OneType "one-type" "A schema has the keywords of one type."
        OpenObject "open-object" "No object forbids what the server may add one day."
        ParameterDescription "parameter-description" "A parameter has a description."
        PathParameterIsId "path-parameter-is-id" "What is put into a path is an ID, or a key that people choose."
        PathParameterRequired "path-parameter-required" "A path parameter is required."
        PathParameters "path-parameters" "A path and its parameters name the same places."
        PathTemplate "path-template" "The braces of a path are pairs around names, each there once."
        PlainParameter "plain-parameter" "A query or header parameter is a plain value or a list of them."
        PropertyDescription "property-description" "A property has a description, or is a `$ref` to what has one."
        RequiredProperty "required-property" "What is required is a property, and is required once."
        ReservedName "reserved-name" "No operation, argument, setter or property is called what the client calls something else."
        SettingName "setting-name" "A name in `codegen.toml` is one that Rust can have."
        SettingTarget "setting-target" "What a line of `codegen.toml` is about is in the document, and of the kind that it is meant for."
        SuccessResponse "success-response" "An operation says what success looks like."
        UnionDiscriminator "union-discriminator" "A union has a discriminator, or titles."
        UnionMapping "union-mapping" "The tags of a discriminator lead to the variants of its union, and to all of them."
        UnionTag "union-tag" "A variant requires its tag, an enum of that one value."
        UnionVariant "union-variant" "A variant is a component, of one union and there once."
        UniqueName "unique-name" "Names stay different when they become Rust names."
        VariantDescription "variant-description" "A variant with a title has a description."
        VariantKind "variant-kind" "Variants without a tag can be told apart, each by the kind of its value."
        VariantNumber "variant-number" "Each variant of an enum of numbers is one number of its own."
        VariantTitle "variant-title" "A variant without a tag has a title."
        VariantUse "variant-use" "A variant is used through its union only."
    }
    STYLE {
        Description "description" "Tags, responses and the tags of variants have descriptions too."
        NeverEmpty "never-empty" "A point in time or an address says that it is never empty."
        NumberUnit "number-unit" "The description of a number says its unit, or that it counts something."
        OperationId "operation-id" "An operationId is in lowerCamelCase, and its first word a verb."
        OperationSource "operation-source" "Where one operation says in `externalDocs` where it was learned, each does."
        OperationSummary "operation-summary" "An operation has a summary."
        OperationTag "operation-tag" "An operation has one declared tag: the last one that its path names, if it names any."
        SettingEffect "setting-effect" "Each line of `codegen.toml` changes something."
        Todo "todo" "No description, summary or address is left as `TODO`."
        UnusedComponent "unused-component" "Every component is used by an operation."
    }
}
