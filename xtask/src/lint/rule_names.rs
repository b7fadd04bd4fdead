//! The names of the rules, as reports show them.

macro_rules! rules {
    ($($group:ident { $($rule:ident $name:literal $says:literal)+ })+) => {
        /// A rule for the document or its settings.
        ///
        /// The names never change, since people search for them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Rule {
            $($(#[doc = $says] $rule,)+)+
        }

        impl Rule {
            $(pub const $group: &[Self] = &[$(Self::$rule),+];)+

            /// Returns the rule's name.
            pub fn name(self) -> &'static str {
                match self {
                    $($(Self::$rule => $name,)+)+
                }
            }

            /// Returns what the rule requires, in a sentence.
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
        AllOf "all-of" "`allOf` contains one `$ref`; in a component, an object with additional properties may follow it."
        ArgumentOnce "argument-once" "All parameters and body members of a request have different names as arguments and setters."
        BodyOrAnswer "body-or-answer" "An object is part of requests or of responses, not of both."
        Clearable "clearable" "A nullable object or enum in a request has a `title`, which names its type."
        ComponentDescription "component-description" "A component schema has a description."
        Default "default" "The default of a schema conforms to it."
        Endless "endless" "No object or variant requires itself again, and no list contains only itself."
        ErrorIsJson "error-is-json" "The body of an error is JSON."
        Example "example" "An example conforms to its schema."
        ExtendsObject "extends-object" "A component extends only an object that has properties."
        FiniteValue "finite-value" "Each component has a finite value, and one can be generated."
        IdShape "id-shape" "A component called `...ID`, `...Key` or `...Cursor` has the schema of an ID, and no other has."
        KnownStatus "known-status" "The status of a response is a success (2xx), a failure (4xx, 5xx) or `default`."
        Markdown "markdown" "A description is Markdown in which nothing is left open, such as a single backtick."
        NamedBody "named-body" "The schema of a body is a component."
        NamedIntegers "named-integers" "Each number of an enum has a title."
        NamedOpenValue "named-open-value" "A schema that allows any value is a component."
        NamedSchema "named-schema" "A schema that becomes a type, such as an enum, union, object or secret, is a component."
        NullableUse "nullable-use" "`nullable` is beside a `type`, in a property or a parameter."
        OneBody "one-body" "A request or response has one kind of body."
        OneOutcome "one-outcome" "All successful responses of an operation have the same body."
        OneType "one-type" "A schema has the keywords of one type."
        OpenObject "open-object" "No object forbids additional properties, since the server may add some."
        ParameterDescription "parameter-description" "A parameter has a description."
        PathParameterIsId "path-parameter-is-id" "A path parameter is an ID, or a key that people choose."
        PathParameterRequired "path-parameter-required" "A path parameter is required."
        PathParameters "path-parameters" "A path and its path parameters have the same names."
        PathTemplate "path-template" "The braces of a path are pairs around names, and no name occurs twice."
        PlainParameter "plain-parameter" "A query or header parameter is a plain value or a list of them."
        PropertyDescription "property-description" "A property has a description, or is a `$ref` to a component that has one."
        RequiredProperty "required-property" "Each name in `required` is a property, and occurs once."
        ReservedName "reserved-name" "No operation, component, argument, setter or property has a name that the client uses otherwise."
        SettingName "setting-name" "A name in `codegen.toml` is a valid Rust name."
        SettingTarget "setting-target" "A line of `codegen.toml` names an item of the document, of the kind that the line needs."
        SuccessResponse "success-response" "An operation has a successful response."
        UnionDiscriminator "union-discriminator" "A union has a `discriminator`, or a `title` for each variant."
        UnionMapping "union-mapping" "The `mapping` of a discriminator has a tag for each variant of its union and nothing else."
        UnionTag "union-tag" "A variant requires its tag, a property with an `enum` of that one value."
        UnionVariant "union-variant" "A variant is a component, and occurs once, in one union."
        UniqueName "unique-name" "Different names become different Rust names."
        VariantDescription "variant-description" "A variant with a title has a description."
        VariantKind "variant-kind" "Variants without a tag differ in the kind of their values, or in what they require."
        VariantNumber "variant-number" "Each variant of an enum of numbers is one number that no other variant has."
        VariantTitle "variant-title" "A variant without a tag has a title."
        VariantUse "variant-use" "A variant is used only through its union."
    }
    STYLE {
        Description "description" "Tags, responses and the tags of variants have descriptions too."
        NeverEmpty "never-empty" "A point in time or a URL has `minLength: 1`, so that an empty text means absence."
        NumberUnit "number-unit" "The description of a number names its unit, or what it counts."
        OperationId "operation-id" "An operationId is in lowerCamelCase, and its first word is a known verb."
        OperationSource "operation-source" "If one operation names its source in `externalDocs`, each does."
        OperationSummary "operation-summary" "An operation has a summary."
        OperationTag "operation-tag" "An operation has one declared tag: the last one that occurs in its path, if any does."
        SettingEffect "setting-effect" "Each line of `codegen.toml` changes something."
        Todo "todo" "No description, summary or address contains `TODO`."
        UnusedComponent "unused-component" "Every component is used by an operation."
    }
}
